@NullMarked
package io.taurine.benchmark.soak;

import org.jspecify.annotations.NullMarked;
