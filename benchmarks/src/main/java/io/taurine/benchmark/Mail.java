package io.taurine.benchmark;

import java.util.List;

/** The payload of all scenarios: about 130 bytes of JSON, and as many more as the filler has. */
public record Mail(int n, String user, String template, String to, Vars vars) {
    public record Vars(int a, String b, List<Integer> c) {}

    private static final List<Integer> NUMBERS = List.of(1, 2, 3);

    /** {@code n} numbers the jobs of a scenario, so that each run can be counted. */
    public static Mail of(int n, String filler) {
        return new Mail(n, "u-123456", "welcome", "someone@example.com", new Vars(1, filler, NUMBERS));
    }
}
