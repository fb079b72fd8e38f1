@NullMarked
package io.taurine.cli;

import org.jspecify.annotations.NullMarked;
