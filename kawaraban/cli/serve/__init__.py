"""`make serve`: a saved sentence is in the browser before the author looks up, drafts and scheduled posts marked.

`watch` tells what was saved, `builds` has it built by a `worker` process that stays, `app` shows the site and puts a
script into its pages, which exchanges what differs (`client.js`) and lays over them what is wrong (`overlay`). `guard`
answers this machine alone, `phone` also whoever knows the word.
"""
