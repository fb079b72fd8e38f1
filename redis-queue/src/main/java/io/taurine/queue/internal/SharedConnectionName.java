package io.taurine.queue.internal;

import java.util.Arrays;
import java.util.List;

/** How a connection is called on which several workers wait: {@code taurine|} and the names that each would have alone. */
public final class SharedConnectionName {

    private static final String START = "taurine|";

    /** Redis repeats it in every CLIENT LIST: of more than some thousand workers the last are left out. */
    private static final int MAX_LENGTH = 64_000;

    private SharedConnectionName() {}

    public static String of(List<String> names) {
        var shared = new StringBuilder(START.substring(0, START.length() - 1));
        for (var name : names) {
            // What Redis allows in no name would cost the others theirs.
            if (isAllowed(name) && shared.length() + name.length() < MAX_LENGTH) {
                shared.append('|').append(name.replace("%", "%25").replace("|", "%7C"));
            }
        }
        return shared.toString();
    }

    /** The names in such a name; any other stands for itself. */
    public static List<String> parts(String connectionName) {
        if (!connectionName.startsWith(START)) {
            return List.of(connectionName);
        }
        return Arrays.stream(connectionName.substring(START.length()).split("\\|", -1))
                .map(name -> name.replace("%7C", "|").replace("%25", "%"))
                .toList();
    }

    private static boolean isAllowed(String name) {
        return name.chars().allMatch(letter -> letter >= '!' && letter <= '~');
    }
}
