package io.taurine.interop;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresNode
@RedisTest
final class NodeAddsJavaWorksIT extends WorkAcrossLanguages {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    @Override
    Side producer(TestQueue queue) {
        return SIDES.node(queue);
    }

    @Override
    Side worker(TestQueue queue) {
        return SIDES.java(queue);
    }
}
