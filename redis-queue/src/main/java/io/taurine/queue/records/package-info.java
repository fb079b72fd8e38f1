/** Small records that an application keeps beside its queues: start with {@link io.taurine.queue.records.RecordStore}. */
@NullMarked
package io.taurine.queue.records;

import org.jspecify.annotations.NullMarked;
