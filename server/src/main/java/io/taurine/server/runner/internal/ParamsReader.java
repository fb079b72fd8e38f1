package io.taurine.server.runner.internal;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.InvalidParamsException;
import io.taurine.server.runner.InvalidParamsException.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the params of a job as its definition wants them. Nothing is bent: a text is no number, 1.5 is no whole number. Safe to
 * share between threads.
 */
public final class ParamsReader {

    private static final int MOST_PROBLEMS = 20;

    private static final ObjectMapper TOLERANT = base().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private static final ObjectMapper KNOWN_FIELDS = base().build();
    private static final ObjectMapper STRICT =
            base().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    private ParamsReader() {}

    private static JsonMapper.Builder base() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .withCoercionConfig(LogicalType.Textual, config -> {
                    config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .withCoercionConfig(
                        LogicalType.Enum,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail));
    }

    /**
     * Looks at params that somebody sends: unknown fields are wrong as well.
     *
     * @throws InvalidParamsException with all that is wrong, up to 20 problems
     */
    public static void check(Definition<?> definition, JsonNode params) {
        if (fits(definition, params)) {
            return;
        }
        var problems = problems(definition, params);
        if (!problems.isEmpty()) {
            throw refused(definition, problems);
        }
    }

    /** The strictest reader takes what all others take: mostly nothing is wrong, and nothing has to be looked for. */
    private static boolean fits(Definition<?> definition, JsonNode params) {
        try {
            read(STRICT, definition, params);
            return true;
        } catch (JsonMappingException e) {
            return false;
        }
    }

    /**
     * The params for a run. Unknown fields are left out: whoever sent them may know a newer version.
     *
     * @param params JSON null for none
     * @return null when there are none and the definition takes neither a record nor a {@code JsonNode}
     * @throws InvalidParamsException if they do not fit
     */
    public static <P> @Nullable P read(Definition<P> definition, JsonNode params) {
        try {
            return read(TOLERANT, definition, params);
        } catch (JsonMappingException e) {
            throw refused(definition, List.of(problem(e, given(definition, params))));
        }
    }

    /** Takes one wrong value after the other out of a copy, so as to find the next. */
    private static List<Problem> problems(Definition<?> definition, JsonNode params) {
        var left = given(definition, params).deepCopy();
        var found = new ArrayList<Problem>();
        for (var mapper : List.of(KNOWN_FIELDS, STRICT)) {
            while (found.size() < MOST_PROBLEMS) {
                try {
                    read(mapper, definition, left);
                    break;
                } catch (JsonMappingException e) {
                    var problem = problem(e, left);
                    if (isConsequence(e, problem, found)) {
                        break;
                    }
                    found.add(problem);
                    if (!JsonPaths.remove(left, problem.pointer())) {
                        break;
                    }
                }
            }
        }
        return found;
    }

    /** True for what only fails as a value was taken out, which is told already. */
    private static boolean isConsequence(JsonMappingException e, Problem problem, List<Problem> found) {
        return found.stream()
                .anyMatch(known -> known.pointer().equals(problem.pointer())
                        || (e instanceof ValueInstantiationException
                                && known.pointer().startsWith(problem.pointer() + "/")));
    }

    private static <P> @Nullable P read(ObjectMapper mapper, Definition<P> definition, JsonNode params)
            throws JsonMappingException {
        var given = given(definition, params);
        var type = mapper.constructType(definition.paramsType());
        if (given.isNull() && !type.isTypeOrSubTypeOf(JsonNode.class)) {
            return null;
        }
        if (type.hasRawClass(Void.class)) {
            throw JsonMappingException.from((com.fasterxml.jackson.core.JsonParser) null, "takes no params");
        }
        try {
            return mapper.readerFor(type).readValue(given);
        } catch (JsonMappingException e) {
            throw e;
        } catch (java.io.IOException e) { // of a tree there is no other
            throw JsonMappingException.fromUnexpectedIOE(e);
        }
    }

    /** A record without any params is one whose fields are all missing. */
    private static JsonNode given(Definition<?> definition, JsonNode params) {
        var isRecord = definition.paramsType() instanceof Class<?> type && type.isRecord();
        return isRecord && params.isNull() ? JsonNodeFactory.instance.objectNode() : params;
    }

    private static Problem problem(JsonMappingException e, JsonNode params) {
        var pointer = JsonPaths.pointer(e);
        return new Problem(pointer, ParamsProblems.message(e, params.at(pointer)));
    }

    private static InvalidParamsException refused(Definition<?> definition, List<Problem> problems) {
        var first = problems.get(0);
        var more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        var where = first.pointer().isEmpty() ? "they" : first.pointer();
        return new InvalidParamsException(
                "The params do not fit " + definition.name() + ": " + where + " " + first.message() + more, problems);
    }
}
