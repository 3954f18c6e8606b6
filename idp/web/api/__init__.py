"""The REST API under `/admin/api`: each action at its own path, and the document of them all."""
