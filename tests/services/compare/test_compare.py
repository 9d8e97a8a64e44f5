"""Several models, one question: each lane is asked, measured and kept by itself, whatever becomes of the others."""

from itertools import pairwise

import pytest

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import is_of_lane, make_lanes, start_comparison, wait_finished, without_marker
from fixtures.scripted_answers import body, chat_line, done_line, error, preloaded, rated, recording, stream
from teahouse.core.comparison import Lane, Mode
from teahouse.core.conversation import Draft, State, new_id
from teahouse.core.errors import Problem
from teahouse.core.stream_events import Phase
from teahouse.services.chat.events import AttachedEvent, HeadsEvent, MessagesEvent, OpenedEvent, RemovedEvent
from teahouse.services.compare.events import (
    ComparisonEvent,
    ComparisonGoneEvent,
    ComparisonsEvent,
    ContinuedEvent,
    LaneEvent,
    PlanEvent,
    RatingsEvent,
    UncomparedEvent,
)
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent

SMOL, GEMMA = "smollm2:135m", "gemma3:270m"


def by_model(**answers):
    """Answers of /api/chat by model; questions without messages are loads."""

    def answer(request):
        if not request.json["messages"]:
            return preloaded(request)
        found = answers[request.json["model"].split(":")[0]]
        return found(request) if callable(found) else found

    return answer


def said(text, tokens=40, rate=50.0):
    return stream([chat_line(text), done_line(tokens=tokens, rate=rate)])


def test_every_lane_is_asked_the_same_and_kept_with_the_daemons_figures(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("Nine.", 40, 50.0), gemma3=said("Eight.", 30, 25.0)))
    comparison, lanes = start_comparison(session, "How many sheep?", SMOL, GEMMA, seed=7, system="Be brief.")
    done = wait_finished(session, comparison)
    assert [done.shown_answer(lane.id, 0).text for lane in lanes] == ["Nine.", "Eight."]
    assert [done.figures_of(lane.id, 0).generation_rate.median for lane in lanes] == [
        pytest.approx(50.0),
        pytest.approx(25.0),
    ]
    asked = [request.json for request in daemon.requested("/api/chat") if request.json["messages"]]
    assert [request["messages"] for request in asked] == [asked[0]["messages"]] * 2
    assert [request["options"] for request in asked] == [{"seed": 7}] * 2
    assert without_marker(asked[0]["messages"])[0] == {"role": "system", "content": "Be brief."}
    assert done.prompts == ("How many sheep?",)


def test_pieces_come_in_order_with_their_lanes_name(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=rated(40, 400.0), gemma3=said("One.")))
    comparison, (first, second) = start_comparison(session, "Go on", SMOL, GEMMA)
    done = wait_finished(session, comparison)
    for lane in (first, second):
        pieces = [event.text for event in session.of(PieceEvent) if is_of_lane(event, lane)]
        assert "".join(pieces) == done.shown_answer(lane.id, 0).text
        (reply,) = [event.message for event in session.of(ReplyEvent) if is_of_lane(event, lane)]
        assert reply == done.shown_answer(lane.id, 0)
        progress = [event for event in session.events if isinstance(event, PhaseEvent | PieceEvent | LaneEvent)]
        told = {event.message_id for event in progress if is_of_lane(event, lane)}
        assert told == {reply.id}, "one id, from the turn that is waited for to the end"
    assert not session.of(MessagesEvent), "of a lane nothing is said as if it were a chat that is listed"


def test_one_after_another_the_second_is_asked_when_the_first_has_ended(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=rated(60, 200.0), gemma3=said("One.")))
    comparison, (first, second) = start_comparison(session, "Go on", SMOL, GEMMA)
    wait_finished(session, comparison)
    event = [item for item in session.events if isinstance(item, LaneEvent)]
    over = next(i for i, item in enumerate(event) if item.lane_id == first.id and item.phase is None)
    waiting = next(i for i, item in enumerate(event) if item.lane_id == second.id and item.phase is Phase.LOADING)
    assert over < waiting


def test_at_once_both_stream_at_the_same_time(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=rated(60, 100.0), gemma3=rated(60, 100.0)))
    comparison, _ = start_comparison(session, "Go on", SMOL, GEMMA, mode="at_once")
    wait_finished(session, comparison)
    pieces = [event.conversation_id for event in session.of(PieceEvent)]
    changes = sum(1 for one, other in pairwise(pieces) if one != other)
    assert changes > 10


def test_repetitions_give_a_median_and_a_spread(session, daemon):
    session.ready()
    rates = iter([10.0, 30.0, 20.0])
    daemon.on("/api/chat", by_model(smollm2=lambda request: said("A.", 40, next(rates)), gemma3=said("B.")))
    comparison, (first, _) = start_comparison(session, "Again", SMOL, GEMMA, repetitions=3)
    spread = wait_finished(session, comparison).figures_of(first.id, 0).generation_rate
    assert (spread.median, spread.low, spread.high, spread.count) == (
        pytest.approx(20.0),
        pytest.approx(10.0),
        pytest.approx(30.0),
        3,
    )


def test_the_load_is_measured_by_itself_and_once(session, daemon):
    session.ready()
    loaded = body({**preloaded_line(), "load_duration": 2_500_000_000, "total_duration": 2_500_000_000})

    def answer(request):
        return said("Warm.") if request.json["messages"] else loaded

    daemon.on("/api/chat", answer)
    comparison, (first, _) = start_comparison(session, "Again", SMOL, GEMMA, repetitions=3)
    done = wait_finished(session, comparison)
    loads = [run.message.figures.preload for run in done.runs_of(first.id)]
    assert loads == [pytest.approx(2.5), None, None]
    assert done.figures_of(first.id, 0).load.median == pytest.approx(2.5)
    assert [run.message.figures.cold for run in done.runs_of(first.id)] == [True, False, False]
    assert len([request for request in daemon.requested("/api/chat") if not request.json["messages"]]) == 2


def preloaded_line():
    import json

    return json.loads(recording("preload.json"))


def test_without_a_preload_nothing_is_loaded_apart(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    comparison, _ = start_comparison(session, "Cold", SMOL, GEMMA, preload=False)
    wait_finished(session, comparison)
    assert all(request.json["messages"] for request in daemon.requested("/api/chat"))


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (error(404, "model 'smollm2:135m' not found"), "model_missing"),
        (stream([chat_line("Half")], end="cut"), "host_lost"),
        (error(500, "model requires more system memory (9.0 GiB) than is available (2.0 GiB)"), "model_too_big"),
        (stream([done_line()]), ""),
    ],
)
def test_a_bad_lane_costs_the_others_nothing(session, daemon, bad, problem):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=bad, gemma3=said("Fine.", 40, 50.0)))
    comparison, (first, second) = start_comparison(session, "Hello?", SMOL, GEMMA)
    done = wait_finished(session, comparison)
    assert done.shown_answer(first.id, 0).problem == problem
    assert done.shown_answer(first.id, 0).state is (State.FAILED if problem else State.DONE)
    assert done.shown_answer(second.id, 0).text == "Fine."
    assert done.figures_of(second.id, 0).generation_rate.median == pytest.approx(50.0)


def test_lanes_whose_host_went_away_say_that_they_wait_for_it(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=stream([chat_line("Half")], end="cut"), gemma3=said("Fine.")))
    comparison, (_, second) = start_comparison(session, "Hello?", SMOL, GEMMA, mode="one_after_another")
    wait_finished(session, comparison)
    told = [event.phase for event in session.of(LaneEvent) if event.lane_id == second.id]
    assert told[: told.index(Phase.LOADING)] == [Phase.QUEUED, Phase.WAITING, Phase.QUEUED]


def test_a_picture_goes_to_every_lane_that_can_see_and_the_others_say_they_cannot(session, daemon):
    able = [("llava:7b", ["completion", "vision"]), (GEMMA, ["completion"])]
    daemon.on("/api/tags", body({"models": [{"name": name, "model": name, "capabilities": can} for name, can in able]}))
    session.ready()
    session.services.attachments.add_picture("t", "tea.png", "image/png", b"a picture", 40, 30)
    picture = session.wait(AttachedEvent).attachment
    daemon.on("/api/chat", by_model(llava=said("A cup."), gemma3=said("B.")))
    comparison, (seeing, blind) = start_comparison(session, "What is this?", "llava:7b", GEMMA, attachments=(picture,))
    done = wait_finished(session, comparison)
    assert done.question_of(0).attachments == (picture,)
    assert done.shown_answer(seeing.id, 0).text == "A cup."
    failed = done.shown_answer(blind.id, 0)
    assert (failed.state, failed.problem) == (State.FAILED, Problem.MODEL_CANNOT.value)
    asked = [request.json for request in daemon.requested("/api/chat") if request.json["messages"]]
    assert [(one["model"], len(one["messages"][0]["images"])) for one in asked] == [("llava:7b", 1)]


def test_a_load_that_fails_is_the_lanes_own_failure(session, daemon):
    session.ready()

    def answer(request):
        if request.json["model"] == SMOL and not request.json["messages"]:
            return error(500, "model requires more system memory (9.0 GiB) than is available (2.0 GiB)")
        return said("Fine.") if request.json["messages"] else preloaded(request)

    daemon.on("/api/chat", answer)
    comparison, (first, second) = start_comparison(session, "Hello?", SMOL, GEMMA, repetitions=3)
    done = wait_finished(session, comparison)
    assert [run.message.problem for run in done.runs_of(first.id)] == ["model_too_big"]
    assert [run.message.text for run in done.runs_of(second.id)] == ["Fine."] * 3


def test_stopping_one_lane_keeps_its_figures_and_lets_the_others_go_on(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=rated(5000, 200.0), gemma3=said("Fine.")))
    comparison, (first, second) = start_comparison(session, "For ever", SMOL, GEMMA, repetitions=3)
    session.wait(LaneEvent, lambda event: event.lane_id == first.id and event.tokens > 60)
    session.services.compare.stop_lanes(comparison, first.id)
    session.services.compare.stop_lanes(comparison, first.id)  # an impatient person
    done = wait_finished(session, comparison)
    (stopped,) = done.runs_of(first.id)
    assert stopped.message.state is State.STOPPED
    assert stopped.message.figures.measured_here
    assert stopped.message.figures.tokens > 60
    assert len(done.runs_of(second.id)) == 3


def test_stopping_all_ends_those_that_wait_too(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=rated(5000, 200.0), gemma3=rated(5000, 200.0)))
    comparison, (first, second) = start_comparison(session, "For ever", SMOL, GEMMA)
    session.wait(PieceEvent)
    session.services.compare.stop_lanes(comparison)
    done = wait_finished(session, comparison)
    assert [run.message.state for run in done.runs] == [State.STOPPED]
    session.wait(LaneEvent, lambda event: event.lane_id == second.id and event.phase is None)
    (gone,) = [event for event in session.of(RemovedEvent) if is_of_lane(event, second)]
    assert {event.message_id for event in session.of(PhaseEvent) if is_of_lane(event, second)} == {gone.messages[0].id}
    assert not [event for event in session.of(ReplyEvent) if is_of_lane(event, second)]
    assert done.runs_of(second.id) == ()
    assert done.runs_of(first.id)


def test_six_lanes_that_think_for_an_hour_can_all_be_stopped(session, daemon):
    session.ready()
    thoughts = stream([chat_line(thinking="hm ") for _ in range(4000)], pause=0.01)
    daemon.on("/api/chat", by_model(smollm2=thoughts))
    comparison, lanes = start_comparison(session, "Think", *[SMOL] * 6, mode="at_once")
    session.wait(LaneEvent, lambda event: event.phase is Phase.THINKING and event.tokens > 20)
    session.services.compare.stop_lanes(comparison)
    done = wait_finished(session, comparison)
    (thought,) = done.runs
    assert thought.lane_id == lanes[0].id
    assert thought.message.figures.thinking_tokens > 20
    assert thought.message.figures.first_answer is None


def test_retrying_a_lane_keeps_the_answer_that_was(session, daemon):
    session.ready()
    answers = iter([stream([chat_line("Half")], end="cut"), said("Whole.")])
    daemon.on("/api/chat", by_model(smollm2=lambda request: next(answers), gemma3=said("Fine.")))
    comparison, (first, _) = start_comparison(session, "Hello?", SMOL, GEMMA)
    wait_finished(session, comparison)
    before = len(session.events)
    session.services.compare.retry_lane(comparison, first.id)
    done = wait_finished(session, comparison, after=before)
    assert [run.message.text for run in done.runs_of(first.id)] == ["Half", "Whole."]
    assert done.shown_answer(first.id, 0).text == "Whole."
    assert [run.repetition for run in done.runs_of(first.id)] == [0, 1]


def test_a_follow_up_goes_on_from_each_lanes_own_answer(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("Nine."), gemma3=said("Eight.")))
    comparison, lanes = start_comparison(session, "How many sheep?", SMOL, GEMMA)
    wait_finished(session, comparison)
    before = len(session.events)
    session.services.compare.follow_up(comparison, Draft("Are you sure?"))
    done = wait_finished(session, comparison, after=before)
    assert done.prompts == ("How many sheep?", "Are you sure?")
    asked = [request.json for request in daemon.requested("/api/chat") if request.json["messages"]][2:]
    sent = {request["model"]: without_marker(request["messages"]) for request in asked}
    assert {model: [message["content"] for message in messages] for model, messages in sent.items()} == {
        SMOL: ["How many sheep?", "Nine.", "Are you sure?"],
        GEMMA: ["How many sheep?", "Eight.", "Are you sure?"],
    }
    assert [run.turn for run in done.runs_of(lanes[0].id)] == [0, 1]


def test_quitting_in_the_middle_keeps_what_was_measured(tmp_path, daemon):
    daemon.on("/api/chat", by_model(smollm2=said("Nine.", 40, 50.0), gemma3=rated(5000, 200.0)))
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        comparison, (first, second) = start_comparison(session, "Go on", SMOL, GEMMA)
        session.wait(LaneEvent, lambda event: event.lane_id == second.id and event.tokens > 40)
    arrived = "".join(event.text for event in session.of(PieceEvent) if is_of_lane(event, second))
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.services.compare.open_comparison(comparison)
        done = session.wait(ComparisonEvent).comparison
    assert done.figures_of(first.id, 0).generation_rate.median == pytest.approx(50.0)
    (cut,) = done.runs_of(second.id)
    assert (cut.message.state, cut.message.text) == (State.CUT, arrived)
    assert not done.running


def test_the_path_of_a_lane_leads_to_the_answer_that_counts_and_on_to_the_next_question(session, daemon):
    session.ready()
    answers = iter([said("Nine."), stream([chat_line("Half")], end="cut"), said("Yes.")])
    daemon.on("/api/chat", by_model(smollm2=lambda request: next(answers), gemma3=said("Eight.")))
    comparison, (first, _) = start_comparison(session, "How many sheep?", SMOL, GEMMA, repetitions=3)
    wait_finished(session, comparison)
    told = session.of(ComparisonEvent)[-1].conversations[first.id]
    assert [message.text for message in told.chosen_path()] == ["How many sheep?", "Nine."]
    assert len(told) == 3
    before = len(session.events)
    session.services.compare.follow_up(comparison, Draft("Sure?"))
    done = wait_finished(session, comparison, after=before + 1)
    told = session.of(ComparisonEvent)[-1].conversations[first.id]
    assert [message.text for message in told.chosen_path()][:3] == ["How many sheep?", "Nine.", "Sure?"]
    assert {run.message.id for run in done.runs_of(first.id)} <= {message.id for message in told}


def test_lanes_with_one_model_are_not_loaded_between_them(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    lanes = (Lane(new_id(), SMOL), Lane(new_id(), GEMMA), Lane(new_id(), SMOL, {"temperature": 0.0}))
    comparison, _ = start_comparison(session, "Hello?", lanes=lanes)
    wait_finished(session, comparison)
    order = [request.json["model"] for request in daemon.requested("/api/chat")]
    assert order == [SMOL, SMOL, SMOL, SMOL, GEMMA, GEMMA]
    apart = daemon.requested("/api/chat")[3].json["options"]
    assert apart["temperature"] == 0.0


def test_every_lane_has_the_same_seed_and_each_repetition_the_next(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    comparison, (first, _) = start_comparison(session, "Hello?", SMOL, GEMMA, repetitions=3)
    seed = wait_finished(session, comparison).seed
    asked = [request.json for request in daemon.requested("/api/chat") if request.json["messages"]]
    assert [request["options"]["seed"] for request in asked] == [seed, seed + 1, seed + 2] * 2
    before = len(session.events)
    session.services.compare.retry_lane(comparison, first.id)
    wait_finished(session, comparison, after=before + 1)
    assert daemon.requested("/api/chat")[-1].json["options"]["seed"] == seed + 3, "asked again is another answer"


def test_a_seed_left_to_the_daemon_stays_its_own(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    comparison, _ = start_comparison(session, "Hello?", SMOL, GEMMA, seed=-1, repetitions=3)
    wait_finished(session, comparison)
    asked = [request.json for request in daemon.requested("/api/chat") if request.json["messages"]]
    assert {request["options"]["seed"] for request in asked} == {-1}


def test_the_plan_is_told_before_anything_is_asked(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    comparison, lanes = start_comparison(session, "Hello?", SMOL, GEMMA)
    wait_finished(session, comparison)
    plan = next(i for i, event in enumerate(session.events) if isinstance(event, PlanEvent))
    begun = next(
        i for i, event in enumerate(session.events) if isinstance(event, LaneEvent) and event.phase is Phase.LOADING
    )
    assert plan < begun
    assert [step.lanes for step in session.of(PlanEvent)[0].plan.steps] == [(lane.id,) for lane in lanes]


def test_what_must_leave_is_said_left_and_waited_for(session, daemon):
    session.ready()
    huge = {"name": "huge:1t", "model": "huge:1t", "size": 10**15}
    answers = iter([body({"models": [huge]}), body({"models": [huge]})])
    daemon.on("/api/tags", body({"models": [{"name": "vast:1t", "model": "vast:1t", "size": 10**14}]}))
    daemon.on("/api/show", error(500, "no such thing"))  # so the file's size is all there is to go by
    session.services.library.refresh_models()
    daemon.on("/api/ps", lambda request: next(answers, body({"models": []})))
    daemon.on("/api/chat", by_model(vast=said("A."), gemma3=said("B.")))
    comparison, _ = start_comparison(session, "Hello?", "vast:1t", GEMMA)
    wait_finished(session, comparison)
    unloads = [request.json for request in daemon.requested("/api/generate")]
    assert [(request["model"], request["keep_alive"]) for request in unloads] == [("huge:1t", 0)]
    phases = [event.phase for event in session.of(LaneEvent)]
    assert phases.index(Phase.UNLOADING) < phases.index(Phase.MEMORY) < phases.index(Phase.LOADING)
    assert session.of(PlanEvent)[0].plan.steps[0].unload == ("huge:1t",)


def test_a_blind_comparison_hides_names_until_the_vote(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    comparison, lanes = start_comparison(session, "Hello?", *[SMOL, GEMMA] * 3, blind=True)
    done = wait_finished(session, comparison)
    assert done.hidden
    assert {lane.id for lane in done.lanes} == {lane.id for lane in lanes}
    session.services.compare.vote_for(comparison, lanes[1].id)
    rated_models = session.wait(RatingsEvent).ratings
    voted = session.wait(ComparisonEvent, lambda event: bool(event.comparison.votes)).comparison
    assert not voted.hidden
    assert voted.votes[0].blind
    before = len(session.events)
    session.services.compare.follow_up(comparison, Draft("And now?"))
    assert not wait_finished(session, comparison, after=before + 1).hidden, "what is known stays known"
    assert [rating.model for rating in rated_models] == [GEMMA, SMOL]


def test_voting_again_replaces_the_vote(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    comparison, (first, second) = start_comparison(session, "Hello?", SMOL, GEMMA)
    wait_finished(session, comparison)
    for lane in (first.id, second.id, ""):
        session.services.compare.vote_for(comparison, lane)
    ratings = session.wait(RatingsEvent, lambda event: event.ratings[0].ties == 1).ratings
    assert [rating.games for rating in ratings] == [1, 1]


def test_a_lane_goes_on_as_a_conversation_and_the_comparison_stays(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("Nine."), gemma3=said("Eight.")))
    comparison, (first, _) = start_comparison(session, "How many sheep?", SMOL, GEMMA, seed=7, system="Be brief.")
    wait_finished(session, comparison)
    assert all(not event.heads for event in session.of(HeadsEvent))
    session.services.compare.continue_as_chat(comparison, first.id)
    continued = session.wait(ContinuedEvent)
    session.services.history.open_conversation(continued.conversation_id)
    tree = session.wait(OpenedEvent).conversation
    assert [message.text for message in tree.chosen_path()] == ["How many sheep?", "Nine."]
    assert (tree.system, tree.options, tree.head.model) == ("Be brief.", {"seed": 7}, SMOL)
    before = len(session.events)
    session.services.compare.open_comparison(comparison)
    assert len(session.wait(ComparisonEvent, after=before).comparison.runs) == 2


def test_comparisons_are_listed_and_removed(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    comparison, _ = start_comparison(session, "Hello?", SMOL, GEMMA)
    wait_finished(session, comparison)
    (head,) = session.wait(ComparisonsEvent).heads
    assert (head.id, head.title, head.models) == (comparison, "Hello?", (SMOL, GEMMA))
    session.services.compare.remove_comparison(comparison)
    session.wait(ComparisonsEvent, lambda event: not event.heads)
    session.services.compare.open_comparison(comparison)
    assert session.wait(ComparisonGoneEvent).comparison_id == comparison


@pytest.mark.parametrize("count", [1, 7])
def test_too_few_or_too_many_lanes_are_not_begun(session, count):
    session.ready()
    lanes = make_lanes(*[SMOL] * count)
    session.services.compare.run_comparison(new_id(), Draft("Hello?"), lanes)
    refused = session.wait(UncomparedEvent)
    assert (refused.question, refused.trouble.facts["option"]) == (Draft("Hello?"), "lanes")


def test_a_lane_tells_how_fast_it_goes_while_it_goes(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=rated(300, 100.0), gemma3=said("Fine.")))
    comparison, (first, _) = start_comparison(session, "Go on", SMOL, GEMMA)
    wait_finished(session, comparison)
    live = [event for event in session.of(LaneEvent) if event.lane_id == first.id and event.phase is Phase.WRITING]
    rates = [event.rate for event in live if event.rate is not None]
    assert len(rates) > 5
    assert all(50 < rate < 150 for rate in rates)
    assert live[-1].mean_rate == pytest.approx(100.0, rel=0.2)
    assert live[-1].memory.size == 209505483


def test_the_fair_mode_without_a_gpu_is_one_after_another(session, daemon):
    session.ready()
    daemon.on("/api/chat", by_model(smollm2=said("A."), gemma3=said("B.")))
    comparison, _ = start_comparison(session, "Hello?", SMOL, GEMMA, mode="auto")
    assert wait_finished(session, comparison).mode is Mode.AUTO
    assert len(session.of(PlanEvent)[0].plan.steps) == 2
