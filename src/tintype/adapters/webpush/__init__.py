"""Web Push as browsers have it: RFC 8030 delivers, RFC 8291 encrypts, RFC 8292 says who sends."""
