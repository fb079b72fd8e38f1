package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Values as the validator may see them. It compares {@code 1e400} as a long, which is 0, and writes {@code 1e999999999} out digit
 * by digit, which takes for ever. So it gets some number of the same kind that is just as far out of every range that a
 * document names.
 */
final class BoundedNumbers {

    private static final BigInteger HUGE = BigInteger.TEN.pow(30);
    private static final BigDecimal TINY = new BigDecimal("1e-30");

    private BoundedNumbers() {}

    /** The same node where there is nothing to replace in it, else a copy. */
    static JsonNode of(JsonNode value) {
        return isOrHoldsExtreme(value) ? replaced(value.deepCopy()) : value;
    }

    private static boolean isOrHoldsExtreme(JsonNode value) {
        if (value.isBigDecimal()) {
            return isExtreme(value.decimalValue());
        }
        for (var child : value) {
            if (isOrHoldsExtreme(child)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isExtreme(BigDecimal number) {
        return Math.abs((long) number.precision() - number.scale()) > 18 || number.scale() > 1_000;
    }

    private static JsonNode replaced(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(replaced(field.getValue())));
        } else if (value instanceof ArrayNode array) {
            for (var i = 0; i < array.size(); i++) {
                array.set(i, replaced(array.get(i)));
            }
        } else if (value.isBigDecimal() && isExtreme(value.decimalValue())) {
            return standIn(value.decimalValue());
        }
        return value;
    }

    private static JsonNode standIn(BigDecimal number) {
        var sign = number.signum();
        return (long) number.precision() - number.scale() > 0
                ? BigIntegerNode.valueOf(HUGE.multiply(BigInteger.valueOf(sign)))
                : DecimalNode.valueOf(TINY.multiply(BigDecimal.valueOf(sign)));
    }
}
