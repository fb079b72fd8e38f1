/** What happens in a queue, as it happens: {@link io.taurine.queue.events.QueueEvents} tails the queue's event stream. */
@NullMarked
package io.taurine.queue.events;

import org.jspecify.annotations.NullMarked;
