package dev.argand.search.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.BundleStoreException;
import dev.argand.network.bundle.UnknownBundleException;
import dev.argand.search.publish.PublishException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

final class PersistenceTest {
  private static final String DIGEST = "a".repeat(64);

  private final List<String> said = new ArrayList<>();
  private int calls;

  /** A store that is away at first. */
  private final class Away implements BundleStore {
    private final int times;

    Away(int times) {
      this.times = times;
    }

    private void call() throws IOException {
      if (++calls <= times) {
        throw new BundleStoreException("the bucket is away", null);
      }
    }

    @Override
    public String put(Path bundle) throws IOException {
      call();
      return DIGEST;
    }

    @Override
    public Path fetch(String digest) throws IOException {
      call();
      return Path.of(digest);
    }

    @Override
    public List<Kept> list() {
      return List.of();
    }

    @Override
    public void delete(String digest) {}
  }

  @Test
  void storeThatIsAway_whenABundleIsPublished_isWaitedFor_andSaidOnce() throws Exception {
    BundleStore store = new Away(3);
    String digest =
        Persistence.untilStored(
            "a model",
            said::add,
            () -> {
              try {
                return store.put(Path.of("bundle"));
              } catch (IOException e) {
                throw new PublishException("cannot publish", e);
              }
            });
    assertThat(digest).isEqualTo(DIGEST);
    assertThat(calls).isEqualTo(4);
    assertThat(said).containsExactly("the bucket is away; trying again");
  }

  @Test
  void storeThatIsAway_whenABundleIsFetched_isWaitedFor() throws Exception {
    BundleStore store = new Away(3);
    assertThat(Persistence.untilStored("a bundle", said::add, () -> store.fetch(DIGEST)))
        .isEqualTo(Path.of(DIGEST));
    assertThat(calls).isEqualTo(4);
  }

  @Test
  void bundleThatIsNotThere_isFinal() {
    assertThatThrownBy(
            () ->
                Persistence.untilStored(
                    "a bundle",
                    said::add,
                    () -> {
                      calls++;
                      throw new UnknownBundleException(DIGEST, "store");
                    }))
        .isInstanceOf(UnknownBundleException.class);
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void kafkaAndStore_areWaitedForInTurn() throws Exception {
    assertThat(
            Persistence.<String, IOException>untilStored(
                "a model",
                said::add,
                () ->
                    switch (++calls) {
                      case 1 -> throw new KafkaException("gone");
                      case 2 -> throw new BundleStoreException("away", null);
                      default -> "done";
                    }))
        .isEqualTo("done");
    assertThat(calls).isEqualTo(3);
  }
}
