package dev.argand.inference;

import dev.argand.inference.state.Head;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where each of a task's sources stands. */
interface Heads {
  /** The head of a source; null of one that nothing is kept of. */
  @Nullable Head get(String sourceId);

  void put(String sourceId, Head head);

  /** Deletes a source's head, and returns it if there was one. */
  @Nullable Head delete(String sourceId);

  /** Shows every head, in no order; none may be put or deleted meanwhile. */
  void forEach(BiConsumer<String, Head> each);

  /** Heads that live as long as this object: what a replay keeps between two frames. */
  static Heads inMemory() {
    Map<String, Head> heads = new HashMap<>();
    return new Heads() {
      @Override
      public @Nullable Head get(String sourceId) {
        return heads.get(sourceId);
      }

      @Override
      public void put(String sourceId, Head head) {
        heads.put(sourceId, head);
      }

      @Override
      public @Nullable Head delete(String sourceId) {
        return heads.remove(sourceId);
      }

      @Override
      public void forEach(BiConsumer<String, Head> each) {
        heads.forEach(each);
      }
    };
  }
}
