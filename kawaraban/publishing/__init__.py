"""Publishing: the built site goes to where readers find it, whole, and no reader meets a broken page meanwhile.

A target is a folder, a server that rsync reaches by SSH, or a remote of rclone. What lies there is known from a list
of digests in the target itself (`state`), so any computer can compare. Files are sent in an order in which every page
finds what it asks for (`plan`), and a publication that was cut off is completed by the next one.
"""
