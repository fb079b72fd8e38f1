package io.taurine.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a {@link TestQueue}, as a parameter of a test, of a lifecycle method or of the constructor.
 * All parameters of one test get the same queue; {@code @BeforeAll} and {@code @AfterAll} share one of the class. When
 * the test is over, the keys of its queues are deleted.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ExtendWith(RedisTestExtension.class)
public @interface RedisTest {}
