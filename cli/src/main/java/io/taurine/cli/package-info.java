/**
 * The program {@code taurine}: the demo, and every queue operation from a shell. {@link io.taurine.cli.Main} starts it,
 * {@code Taurine} knows its commands and the options they share, and each command is one class. The page
 * {@code docs/cli.md} is its contract: options, exit codes and JSON fields stay stable.
 */
@NullMarked
package io.taurine.cli;

import org.jspecify.annotations.NullMarked;
