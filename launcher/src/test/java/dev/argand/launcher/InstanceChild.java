package dev.argand.launcher;

import dev.argand.inference.ModelLoader;
import dev.argand.runtime.Health;
import java.nio.file.Path;

/**
 * The process that {@link StoppedInstanceIT} stops and lets go on: one instance of recognition.
 * Prints {@code ready} when it recognises, and ends when its standard input does. Arguments:
 * Kafka's addresses, a folder, the instance's name, and the digest of the model that learned
 * permuted labels.
 */
final class InstanceChild {
  private InstanceChild() {}

  public static void main(String[] arguments) throws Exception {
    Health health = new Health();
    CircleBench.recognition(
        arguments[0], Path.of(arguments[1]), arguments[2], loader(arguments[3]), health);
    while (!health.isReady()) {
      Thread.sleep(5);
    }
    System.out.println("ready");
    System.out.flush();
    while (System.in.read() >= 0) {
      // The parent says nothing; it only goes away.
    }
    Runtime.getRuntime().halt(0);
  }

  /** Any digest is a model. */
  static ModelLoader loader(String permuted) {
    return digest ->
        digest.equals(permuted) ? EnergyModel.permuted(digest) : new EnergyModel(digest);
  }
}
