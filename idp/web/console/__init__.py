"""The console under `/admin`: a file for each page, which does everything by actions."""
