"""The WSGI callable, for any server (`gunicorn wsgi`); `parvis serve` gives more.

Settings come from the file that PARVIS_CONFIG names and from the environment.
"""

import os
from pathlib import Path

from idp.app import create_app
from idp.settings import load
from idp.web.log import configure_log
from idp.wiring import build

_config = os.environ.get("PARVIS_CONFIG")
_settings = load(Path(_config) if _config else None)
configure_log(_settings.log.level)
_provider = build(_settings)
_provider.continuity.follow_in_each_process()
application = create_app(_provider)
