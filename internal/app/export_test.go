package app

// VerifyIn verifies within a transaction that a test takes back.
var VerifyIn = verify
