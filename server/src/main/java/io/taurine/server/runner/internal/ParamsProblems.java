package io.taurine.server.runner.internal;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says in words of JSON what Jackson says in words of Java. */
final class ParamsProblems {

    private static final Set<Class<?>> WHOLE = Set.of(
            int.class,
            Integer.class,
            long.class,
            Long.class,
            short.class,
            Short.class,
            byte.class,
            Byte.class,
            BigInteger.class);
    private static final Set<Class<?>> FRACTIONS =
            Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class, Number.class);

    private ParamsProblems() {}

    /** Without the place, as in {@code must be a whole number, was text}. */
    static String message(JsonMappingException e, JsonNode value) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            var known = new TreeSet<String>();
            unknown.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
            return "is unknown; known are " + String.join(", ", known);
        }
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            return String.valueOf(e.getCause().getMessage());
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            var type = mismatch.getTargetType();
            if (value.isMissingNode()) {
                return "is missing, must be " + expected(type);
            }
            return "must be " + expected(type) + ", was " + given(value, type);
        }
        return String.valueOf(e.getOriginalMessage());
    }

    private static String expected(Class<?> type) {
        if (WHOLE.contains(type)) {
            return "a whole number" + range(type).map(range -> " from " + range).orElse("");
        }
        if (FRACTIONS.contains(type)) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == Duration.class) {
            return "an ISO-8601 duration";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "an ISO-8601 time (" + type.getSimpleName() + ")";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        if (type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "an object";
        }
        return CharSequence.class.isAssignableFrom(type) ? "text" : type.getSimpleName();
    }

    private static Optional<String> range(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return Optional.of(Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return Optional.of(Long.MIN_VALUE + " to " + Long.MAX_VALUE);
        }
        return Optional.empty();
    }

    /** The kind of value; the value itself only where it is as good as a number, as params may be secret. */
    private static String given(JsonNode value, Class<?> type) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case BOOLEAN, NULL, NUMBER -> value.asText();
            case STRING -> type.isEnum() && value.textValue().length() <= 50 ? value.textValue() : "text";
            case BINARY -> "binary";
            case MISSING -> "missing";
        };
    }
}
