/** Runs every example, and holds the documentation to the code: snippets, options, links. */
@NullMarked
package io.taurine.examples;

import org.jspecify.annotations.NullMarked;
