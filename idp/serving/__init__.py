"""How the application is served: processes, their memory, and the numbers that they share."""
