/**
 * What the JVM's side of a job costs, by JMH. {@link io.taurine.benchmark.client.AddingCost} and
 * {@link io.taurine.benchmark.client.ClaimingCost} have no Redis: what they send is encoded, and what they get is decoded
 * from recorded bytes. {@link io.taurine.benchmark.client.WholeCost} has one. Start at
 * {@link io.taurine.benchmark.client.ClientBench}.
 */
@NullMarked
package io.taurine.benchmark.client;

import org.jspecify.annotations.NullMarked;
