package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ModelSlotTest {
  private final ModelSlot slot = new ModelSlot();

  @Test
  void acquire_ofAnEmptySlot_isEmpty() {
    assertThat(slot.acquire()).isEmpty();
  }

  @Test
  void swap_closesTheOldModel_afterTheLastCallThatHoldsIt() {
    FakeModel old = seat("old");
    ModelSlot.Lease first = slot.acquire().orElseThrow();
    ModelSlot.Lease second = slot.acquire().orElseThrow();
    seat("new");

    assertThat(first.champion().model()).isSameAs(old);
    first.close();
    assertThat(old.isClosed()).isFalse();
    second.close();
    assertThat(old.isClosed()).isTrue();
  }

  @Test
  void swap_withoutCallsInFlight_closesTheOldModelAtOnce() {
    FakeModel old = seat("old");
    seat("new");
    assertThat(old.isClosed()).isTrue();
  }

  @Test
  void arrange_theSameModelUnderOtherNames_keepsIt() {
    FakeModel model = seat("model");
    ModelSlot.Lease before = slot.acquire().orElseThrow();
    slot.arrange(Lineup.of(slot.peek().orElseThrow().renamed(7, 9)));

    try (ModelSlot.Lease after = slot.acquire().orElseThrow()) {
      assertThat(after.champion().model()).isSameAs(model);
      assertThat(after.champion().version()).isEqualTo(7);
      assertThat(after.champion().generation()).isEqualTo(9);
    }
    before.close();
    assertThat(model.isClosed()).isFalse();
    slot.close();
    assertThat(model.isClosed()).isTrue();
  }

  @Test
  @Timeout(60)
  void swaps_underLoad_neverCloseAModelThatIsAsked() throws Exception {
    // FakeModel throws when it is asked after close, or closed twice.
    List<FakeModel> models = new ArrayList<>();
    models.add(seat("0"));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService callers = Executors.newFixedThreadPool(3);
    List<Future<Long>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(callers.submit(() -> callUntil(done)));
    }
    for (int i = 1; i <= 2_000; i++) {
      models.add(seat(Integer.toString(i)));
    }
    done.set(true);
    for (Future<Long> call : calls) {
      assertThat(call.get(30, TimeUnit.SECONDS)).isPositive();
    }
    callers.shutdown();
    assertThat(models.subList(0, 2_000)).allMatch(FakeModel::isClosed);
    assertThat(models.get(2_000).isClosed()).isFalse();
  }

  private long callUntil(AtomicBoolean done) {
    float[] features = new float[8];
    long calls = 0;
    do {
      try (ModelSlot.Lease lease = slot.acquire().orElseThrow()) {
        lease.champion().model().scores(features);
        calls++;
      }
    } while (!done.get());
    return calls;
  }

  private FakeModel seat(String digest) {
    FakeModel model = new FakeModel(digest, Rig.SMALL);
    slot.swap(new Champion(model, 1, 1));
    return model;
  }
}
