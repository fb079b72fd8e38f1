package io.taurine.server.event;

import java.util.Optional;

class LocalEventBusTest extends EventBusConformance {

    @Override
    EventBus start(EventRules rules, Optional<EventJournal> journal) {
        return LocalEventBus.start(rules, journal);
    }
}
