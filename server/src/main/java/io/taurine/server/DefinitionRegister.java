package io.taurine.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.history.HistoryException;
import io.taurine.history.HistoryStore;
import io.taurine.history.Registration;
import io.taurine.history.RegistrationChange;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.discovery.Checksum;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes the definitions that a process has found, and changes of their implementations, in the history. */
final class DefinitionRegister {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionRegister.class);

    private final HistoryStore store;
    private final InstantSource clock;

    DefinitionRegister(HistoryStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A database that is away is no reason not to run. */
    void register(Definitions definitions) {
        List<Definition<?>> all = List.copyOf(definitions.all());
        if (all.isEmpty()) {
            return;
        }
        try {
            var changes = store.register(
                    all.stream().map(DefinitionRegister::registration).toList(), clock.instant());
            for (var i = 0; i < all.size(); i++) {
                if (changes.get(i) == RegistrationChange.CHANGED) {
                    LOG.info("The implementation of {} has changed", all.get(i).name());
                }
            }
        } catch (HistoryException e) {
            LOG.warn("The definitions are not noted in the history: {}", e.getMessage());
        }
    }

    private static Registration registration(Definition<?> definition) {
        return new Registration(
                definition.key(),
                definition.version(),
                definition.minimalVersion(),
                definition.description(),
                definition.module().orElse(null),
                definition.isEnabled(),
                Checksum.of(definition),
                settings(definition));
    }

    private static String settings(Definition<?> definition) {
        var json = JsonNodeFactory.instance.objectNode();
        var retry = definition.retry();
        json.putObject("retry")
                .put("attempts", retry.attempts())
                .put("delay", retry.delay().toString())
                .put("factor", retry.factor())
                .put("cap", retry.cap().toString())
                .put("jitter", retry.jitter());
        definition.timeout().ifPresent(timeout -> json.put("timeout", timeout.toString()));
        definition.concurrency().ifPresent(most -> json.put("concurrency", most));
        return json.put("processConcurrency", definition.processConcurrency())
                .put("priority", definition.priority().value())
                .put("lockLifetime", definition.lockLifetime().toString())
                .toString();
    }
}
