package io.taurine.interop;

import io.taurine.testkit.TestQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Takes the markers away before each operation, as sleeping workers would, and notes which ones the operation sets. */
final class MarkerWatch {
    private final TestQueue keys;
    private final List<String> seen = new ArrayList<>();

    MarkerWatch(TestQueue keys) {
        this.keys = keys;
    }

    /** For each operation in turn its name and the markers it has set. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    Side over(Side side) {
        return (Side) Proxy.newProxyInstance(
                Side.class.getClassLoader(), new Class<?>[] {Side.class}, (proxy, method, arguments) -> {
                    keys.redis().del(keys.key("marker"));
                    try {
                        var result = method.invoke(side, arguments);
                        seen.add("markers after step " + (seen.size() + 1) + ", " + method.getName() + " = "
                                + keys.redis().zrange(keys.key("marker"), 0, -1));
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
