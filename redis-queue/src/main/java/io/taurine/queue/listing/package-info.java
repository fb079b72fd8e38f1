/**
 * Lists and numbers of a queue for people who look at it: each call costs about the same however many jobs there are. Start at
 * {@link io.taurine.queue.listing.JobListing} or {@link io.taurine.queue.listing.SchedulerListing}.
 */
@NullMarked
package io.taurine.queue.listing;

import org.jspecify.annotations.NullMarked;
