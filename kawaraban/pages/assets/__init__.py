"""What pages load: styles, scripts, icons, static files, and the Content-Security-Policy."""
