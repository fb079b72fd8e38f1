/**
 * What users and Taurine itself test with. Start at {@link io.taurine.testkit.RedisTest}, which hands a
 * {@link io.taurine.testkit.TestQueue} to each test, and at {@link io.taurine.testkit.TaurineAssertions}, which says what
 * must be in Redis afterwards. {@link io.taurine.testkit.FaultProxy} breaks the network and
 * {@link io.taurine.testkit.ForkedJvm} breaks the process; {@link io.taurine.testkit.TestCluster} and
 * {@link io.taurine.testkit.TestSentinels} are made of servers that may die.
 *
 * <p>Nothing here uses Taurine's own queue or worker: it reads Redis by itself, as a second opinion.
 */
@NullMarked
package io.taurine.testkit;

import org.jspecify.annotations.NullMarked;
