"""The console under `/admin`: a file a page, each asking the desk for what it shows and does."""
