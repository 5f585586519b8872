/**
 * A real Kafka broker inside this JVM, for a machine on which nothing is installed.
 *
 * <p>Kafka offers no public way to embed it: everything internal that we touch is in {@link
 * dev.argand.launcher.broker.EmbeddedBroker} and in {@code BrokerFolder}, and nothing else may
 * import {@code kafka.server} or {@code org.apache.kafka.metadata}.
 */
@NullMarked
package dev.argand.launcher.broker;

import org.jspecify.annotations.NullMarked;
