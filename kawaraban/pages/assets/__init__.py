"""What a page loads: styles, scripts, icons, files to download, and the policy that says so."""
