package io.taurine.examples;

// snippet: payload
record Email(String to, String subject) {}
// end
