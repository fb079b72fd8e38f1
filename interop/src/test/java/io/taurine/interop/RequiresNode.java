package io.taurine.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a test class, loudly, where Node or npm is absent. Where they are present nothing is forgiven: a peer that does
 * not install or start fails the test.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresNode.Condition.class)
public @interface RequiresNode {

    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return NodeModules.whatIsMissing()
                    .map(missing -> {
                        System.err.println("*** SKIPPED, NOT TESTED AGAINST BULLMQ: " + context.getDisplayName() + ": "
                                + missing + " ***");
                        return ConditionEvaluationResult.disabled(missing);
                    })
                    .orElseGet(() -> ConditionEvaluationResult.enabled("Node and npm are here"));
        }
    }
}
