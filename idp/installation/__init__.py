"""An installation as a whole: set up, diagnosed, measured, and made safe after a restore."""
