@NullMarked
package io.taurine.testkit;

import org.jspecify.annotations.NullMarked;
