package io.taurine.server.example;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.Services;
import io.taurine.server.service.ServiceRegistry;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Runs example handlers as a runner would: params and result are JSON. */
final class Examples {

    static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Definitions definitions;
    private final Services services;

    private Examples(Services services) {
        this.services = services;
        this.definitions = Definitions.of(ExampleDefinitions.all(services));
    }

    static Examples with(Services services) {
        return new Examples(services);
    }

    static Examples plain() {
        return with(ServiceRegistry.builder().build());
    }

    /** One of its own, gone with the last connection but one that the returned source holds. */
    static DataSource database() {
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }

    Definition<?> definition(String key) {
        return definitions.find(key, 1).orElseThrow();
    }

    RecordingContext context(String key) {
        return RecordingContext.of(definition(key), services);
    }

    JsonNode run(String key, String params) throws Exception {
        return run(key, params, context(key));
    }

    JsonNode run(String key, String params, RecordingContext context) throws Exception {
        return run(definition(key), params, context);
    }

    private static <P> JsonNode run(Definition<P> definition, String params, RecordingContext context)
            throws Exception {
        JavaType type = JSON.constructType(definition.paramsType());
        JobHandler<P> handler = definition.handler();
        return JSON.readTree(JSON.writeValueAsString(handler.run(JSON.readValue(params, type), context)));
    }
}
