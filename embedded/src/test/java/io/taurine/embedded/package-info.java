@NullMarked
package io.taurine.embedded;

import org.jspecify.annotations.NullMarked;
