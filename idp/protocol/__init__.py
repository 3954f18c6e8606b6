"""OAuth 2.0 and OpenID Connect: what each endpoint checks and answers.

No Flask, no SQL, no template: `idp.web` turns an HTTP request into `Incoming` and an answer
into an HTTP response. Each specification has one file, named after it.
"""
