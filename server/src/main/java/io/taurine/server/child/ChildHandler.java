package io.taurine.server.child;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.ActiveJobContext;
import io.taurine.server.runner.internal.EngineFailure;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls a handler in a JVM of its own, whose environment says which. Public as the sandbox makes it there; for nobody else.
 * Hooks are called in the JVM of the worker.
 */
public final class ChildHandler implements Processor<JsonNode>, AutoCloseable {

    static final String HANDLER = "TAURINE_HANDLER";
    static final String DEFINITION = "TAURINE_DEFINITION";
    static final String CONFIG = "TAURINE_CONFIG";
    static final String LOCK = "TAURINE_LOCK_LIFETIME";

    private final Definition<?> definition;
    private final ChildServices services = new ChildServices();

    /** For the sandbox. */
    public ChildHandler() throws Exception {
        definition = definition(System.getenv());
    }

    private static Definition<?> definition(Map<String, String> environment) throws Exception {
        var name = environment.getOrDefault(DEFINITION, "").split("@", 2);
        var type = Class.forName(environment.get(HANDLER)).asSubclass(JobHandler.class);
        var handler = type.getConstructor().newInstance();
        var params = ExactJson.MAPPER
                .constructType(type)
                .findSuperType(JobHandler.class)
                .containedTypeOrUnknown(0);
        return Definition.of(name[0], params, handler)
                .version(Integer.parseInt(name[1]))
                .lockLifetime(Duration.parse(environment.getOrDefault(LOCK, "PT30S")))
                .config(ExactJson.MAPPER.readValue(
                        environment.getOrDefault(CONFIG, "{}"), new TypeReference<Map<String, Object>>() {}))
                .build();
    }

    @Override
    public @Nullable Object process(ActiveJob<JsonNode> job) throws Exception {
        return call(definition, job);
    }

    @SuppressWarnings("NullAway") // a handler that takes no record knows that there may be no params
    private <P> @Nullable Object call(Definition<P> known, ActiveJob<JsonNode> job) throws Exception {
        var setup = RunnerSetup.of(Definitions.of(definition))
                .services(services)
                .events((name, payload, source) -> ChildEvents.send(job, name, payload))
                .build();
        var context = new ActiveJobContext(known, setup, job, job::log);
        try {
            var params = ParamsReader.read(known, job.data());
            return context.inMdc(() -> known.handler().run(params, context));
        } catch (Exception e) { // user code
            throw EngineFailure.of(e);
        }
    }

    @Override
    public void close() {
        services.close();
    }
}
