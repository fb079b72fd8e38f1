@NullMarked
package io.taurine.history;

import org.jspecify.annotations.NullMarked;
