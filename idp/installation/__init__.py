"""An installation as a whole: made, diagnosed, measured, and made safe again after a restore."""
