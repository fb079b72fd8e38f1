package io.taurine.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstantiationAwareExtension;

/** Resolves {@link TestQueue} parameters and has the queues closed with the scope they were made for. */
final class RedisTestExtension implements ParameterResolver, TestInstantiationAwareExtension {
    private static final Namespace NAMESPACE = Namespace.create(RedisTestExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestQueue.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // A store also answers with what its parents hold, hence the id: a queue of the class is not one of the test.
        return context.getStore(NAMESPACE)
                .computeIfAbsent(context.getUniqueId(), id -> TestQueue.create(label(context)), TestQueue.class);
    }

    /** So that a constructor gets the queue of the test it is called for, and not one of the class. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    private static String label(ExtensionContext context) {
        return context.getTestMethod()
                .map(method -> method.getName())
                .or(() -> context.getTestClass().map(Class::getSimpleName))
                .orElse("test");
    }
}
