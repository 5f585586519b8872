/**
 * What every service of Argand needs around its work: settings, an ordered shutdown, health, meters
 * over HTTP, and Kafka client settings and topics.
 *
 * <p>It may import kafka-clients, Micrometer and Javalin, and of Argand only the schemas.
 */
@NullMarked
package dev.argand.runtime;

import org.jspecify.annotations.NullMarked;
