package io.taurine.queue.events;

import java.util.List;

/**
 * The next events of a queue.
 *
 * @param events oldest first, at least one
 * @param isFull true when there may be more by now
 * @param hasGap true when the event that this one goes on from is not in the stream any more: others after it may have been
 *     dropped too, unread
 */
public record EventPage(List<QueueEvent> events, boolean isFull, boolean hasGap) {

    public EventPage {
        events = List.copyOf(events);
    }
}
