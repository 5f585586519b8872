package dev.argand.launcher;

import dev.argand.runtime.Health;
import dev.argand.runtime.Producers;
import dev.argand.search.run.Compute;
import dev.argand.search.service.SearchService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A search service in a process that can die. It ends when its standard input does. Arguments:
 * Kafka's address, the home, and a {@link Death}, or none.
 */
final class CircleChild {
  private CircleChild() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[1]);
    Producers producers = Producers.of(arguments[0]);
    SearchService.start(
        CircleBench.config(home, arguments[0], Files.readString(home.resolve("policy.properties"))),
        Compute.PLAIN,
        arguments.length > 2
            ? new DyingProducers(producers, Death.valueOf(arguments[2]))
            : producers,
        new SimpleMeterRegistry(),
        new Health(),
        Clock.systemUTC());
    while (System.in.read() >= 0) {
      // The parent says nothing; it only goes away.
    }
    Runtime.getRuntime().halt(0);
  }
}
