/**
 * What the job server adds to the price of the engine: jobs started by HTTP beside jobs added by the engine's own client, and
 * jobs run with a history beside jobs run without. Start at {@link io.taurine.benchmark.server.ServerBench} and
 * {@link io.taurine.benchmark.server.HistoryBench}.
 */
@NullMarked
package io.taurine.benchmark.server;

import org.jspecify.annotations.NullMarked;
