package app

// VerifyWithin is the check of everything within a transaction that a test
// takes back.
var VerifyWithin = verify
