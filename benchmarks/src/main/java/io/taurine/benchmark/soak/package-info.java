/**
 * The soak: producers, workers of both languages, schedulers and flows under a seeded plan of faults, and what must hold
 * after each round. {@link io.taurine.benchmark.soak.Soak} is the program; {@code FaultPlan} and {@code JobPlan} are what a seed
 * decides, {@code Fleet} the processes, {@code RoundCheck} what must hold.
 */
@NullMarked
package io.taurine.benchmark.soak;

import org.jspecify.annotations.NullMarked;
