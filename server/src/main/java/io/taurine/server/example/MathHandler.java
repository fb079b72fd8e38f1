package io.taurine.server.example;

import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes exactly, within bounds, and looks now and then whether anybody still wants to know. A result beyond 2^53 is text, since
 * not every reader of JSON takes such a number.
 */
final class MathHandler implements JobHandler<MathHandler.Params> {

    static final int MOST_NUMBERS = 10_000;
    static final int MOST_DIGITS = 1_000;
    static final int LARGEST_FIBONACCI = 100_000;
    static final long LARGEST_PRIME = 100_000_000_000_000L;

    private static final int STEPS_BETWEEN_LOOKS = 1 << 16;

    /** Every JSON reader gets whole numbers up to here right; some lose digits beyond, others refuse a thousand of them. */
    private static final BigInteger LARGEST_SAFE = BigInteger.valueOf(1L << 53);

    /**
     * What to compute.
     *
     * @param operation {@code sum} or {@code product} of the numbers, {@code fibonacci} of n, or {@code prime}: whether n is one
     * @param numbers whole, 1 to 10,000, of 1,000 digits each at most
     * @param n 0 to 100,000 for fibonacci, 0 to 100,000,000,000,000 for prime
     */
    record Params(
            @Nullable String operation,
            @Nullable List<BigDecimal> numbers,
            @Nullable BigDecimal n) {}

    @Override
    public Object run(@Nullable Params params, JobContext context) {
        if (params == null) {
            throw new FatalJobException("operation must be sum, product, fibonacci or prime; there were no params");
        }
        var operation = params.operation == null ? "" : params.operation;
        return switch (operation) {
            case "sum" -> result(operation, safe(sum(numbers(params))));
            case "product" -> result(operation, safe(product(numbers(params), context)));
            case "fibonacci" -> result(operation, safe(fibonacci((int) upTo(LARGEST_FIBONACCI, params), context)));
            case "prime" -> result(operation, isPrime(upTo(LARGEST_PRIME, params), context));
            default ->
                throw new FatalJobException("operation must be sum, product, fibonacci or prime, was " + operation);
        };
    }

    private static Map<String, Object> result(String operation, Object value) {
        return Map.of("operation", operation, "result", value);
    }

    private static Object safe(BigInteger value) {
        return value.abs().compareTo(LARGEST_SAFE) <= 0 ? value : value.toString();
    }

    private static BigInteger sum(List<BigInteger> numbers) {
        return numbers.stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Halves, so that factors of like size meet: quicker by far than one after another. */
    private static BigInteger product(List<BigInteger> factors, JobContext context) {
        var level = factors;
        while (level.size() > 1) {
            context.cancellation().throwIfCancelled();
            var next = new ArrayList<BigInteger>();
            for (var i = 0; i < level.size(); i += 2) {
                next.add(i + 1 < level.size() ? level.get(i).multiply(level.get(i + 1)) : level.get(i));
            }
            level = next;
        }
        return level.get(0);
    }

    private static BigInteger fibonacci(int n, JobContext context) {
        var last = BigInteger.ZERO;
        var next = BigInteger.ONE;
        for (var i = 0; i < n; i++) {
            if (i % 10_000 == 0) {
                context.cancellation().throwIfCancelled();
                context.progress(i, n, "fibonacci");
            }
            var sum = last.add(next);
            last = next;
            next = sum;
        }
        return last;
    }

    private static boolean isPrime(long n, JobContext context) {
        if (n < 4) {
            return n > 1;
        }
        if (n % 2 == 0) {
            return false;
        }
        var steps = 0;
        for (var factor = 3L; factor * factor <= n; factor += 2) {
            if (n % factor == 0) {
                return false;
            }
            if (++steps % STEPS_BETWEEN_LOOKS == 0) {
                context.cancellation().throwIfCancelled();
            }
        }
        return true;
    }

    private static List<BigInteger> numbers(Params params) {
        var numbers = params.numbers == null ? List.<BigDecimal>of() : params.numbers;
        if (numbers.isEmpty() || numbers.size() > MOST_NUMBERS) {
            throw new FatalJobException("numbers must be 1 to " + MOST_NUMBERS + ", were " + numbers.size());
        }
        return numbers.stream().map(number -> whole("numbers", number)).toList();
    }

    private static long upTo(long largest, Params params) {
        var n = params.n == null ? null : whole("n", params.n);
        if (n == null || n.signum() < 0 || n.compareTo(BigInteger.valueOf(largest)) > 0) {
            throw new FatalJobException("n must be 0 to " + largest + ", was " + (n == null ? "missing" : n));
        }
        return n.longValueExact();
    }

    /** The digits are counted before they are written out: 1e999999999 is short only as long as nobody does that. */
    private static BigInteger whole(String name, @Nullable BigDecimal value) {
        if (value == null) {
            throw new FatalJobException(name + " must be whole numbers, was null");
        }
        var digits = (long) value.precision() - value.scale();
        if (value.precision() > MOST_DIGITS || digits > MOST_DIGITS) {
            throw new FatalJobException(name + " must have " + MOST_DIGITS + " digits at most");
        }
        if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
            throw new FatalJobException(name + " must be whole numbers, was " + value);
        }
        return value.signum() == 0 ? BigInteger.ZERO : value.toBigIntegerExact();
    }
}
