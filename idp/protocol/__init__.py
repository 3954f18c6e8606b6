"""OAuth 2.0 and OpenID Connect: what each endpoint checks and answers.

No Flask, no SQL, no template: a door turns an HTTP request into `Incoming` and an answer back
into a response. Each specification has one file, named after it.
"""
