<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Accelerations</name>
    <message numerus="yes">
        <source>%n prompt token(s) from the cache</source>
        <translation>
            <numerusform>%n prompt token from the cache</numerusform>
            <numerusform>%n prompt tokens from the cache</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them from disk</source>
        <translation>
            <numerusform>%n of them from disk</numerusform>
            <numerusform>%n of them from disk</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttachmentBar</name>
    <message numerus="yes">
        <source>%n file(s) were not attached:</source>
        <translation>
            <numerusform>%n file was not attached:</numerusform>
            <numerusform>%n files were not attached:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more could not be attached.</source>
        <translation>
            <numerusform>%n more could not be attached.</numerusform>
            <numerusform>%n more could not be attached.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CatalogueFacts</name>
    <message numerus="yes">
        <source>%n size(s)</source>
        <translation>
            <numerusform>%n size</numerusform>
            <numerusform>%n sizes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{facts}: %n day(s) old, so some may have changed</source>
        <translation>
            <numerusform>{facts}: %n day old, so some may have changed</numerusform>
            <numerusform>{facts}: %n days old, so some may have changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{facts}, %n day(s) old</source>
        <translation>
            <numerusform>{facts}, %n day old</numerusform>
            <numerusform>{facts}, %n days old</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatHeader</name>
    <message numerus="yes">
        <source>%n parameter(s) changed</source>
        <translation>
            <numerusform>%n parameter changed</numerusform>
            <numerusform>%n parameters changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message numerus="yes">
        <source>Ask %n time(s)</source>
        <translation>
            <numerusform>Ask once</numerusform>
            <numerusform>Ask %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>one prompt, %n model(s), side by side</source>
        <translation>
            <numerusform>one prompt, %n model</numerusform>
            <numerusform>one prompt, %n models, side by side</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Up to %n at once: all need {needed}, and there is room for {room}.</source>
        <translation>
            <numerusform>One after another: all need {needed}, and there is room for {room}.</numerusform>
            <numerusform>Up to %n at once: all need {needed}, and there is room for {room}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out, whose prompt came from the host’s cache</source>
        <translation>
            <numerusform>%n run left out, whose prompt came from the host’s cache</numerusform>
            <numerusform>%n runs left out, whose prompts came from the host’s cache</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Context</name>
    <message numerus="yes">
        <source>%n message(s) are not sent any more; they stay here, struck through.</source>
        <translation>
            <numerusform>%n message is not sent any more; it stays here, struck through.</numerusform>
            <numerusform>%n messages are not sent any more; they stay here, struck through.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) are summed up and not sent any more.</source>
        <translation>
            <numerusform>%n message is summed up and not sent any more.</numerusform>
            <numerusform>%n messages are summed up and not sent any more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EngineForm</name>
    <message numerus="yes">
        <source>%n thread(s) up to {size}</source>
        <translation>
            <numerusform>%n thread up to {size}</numerusform>
            <numerusform>%n threads up to {size}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Evaluate</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EvaluateHeader</name>
    <message numerus="yes">
        <source>%n prompt(s)</source>
        <translation>
            <numerusform>%n prompt</numerusform>
            <numerusform>%n prompts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left to run</source>
        <translation>
            <numerusform>%n left to run</numerusform>
            <numerusform>%n left to run</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Found</name>
    <message numerus="yes">
        <source>{host} with %n model(s)</source>
        <translation>
            <numerusform>{host} with %n model</numerusform>
            <numerusform>{host} with %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No Ollama found: the built-in engine is ready with %n model(s)</source>
        <translation>
            <numerusform>No Ollama found: the built-in engine is ready with %n model</numerusform>
            <numerusform>No Ollama found: the built-in engine is ready with %n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GridModel</name>
    <message numerus="yes">
        <source>%n left</source>
        <translation>
            <numerusform>%n left</numerusform>
            <numerusform>%n left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InstalledModel</name>
    <message numerus="yes">
        <source>Measured here in %n run(s)</source>
        <translation>
            <numerusform>Measured here in %n run</numerusform>
            <numerusform>Measured here in %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InstalledPage</name>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LocalModelsDialog</name>
    <message numerus="yes">
        <source>%n model(s) found</source>
        <translation>
            <numerusform>%n model found</numerusform>
            <numerusform>%n models found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n folder(s) could not be read</source>
        <translation>
            <numerusform>%n folder could not be read</numerusform>
            <numerusform>%n folders could not be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoryButton</name>
    <message numerus="yes">
        <source>%n model(s) loaded</source>
        <translation>
            <numerusform>%n model loaded</numerusform>
            <numerusform>%n models loaded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MetadataTab</name>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tensor(s)</source>
        <translation>
            <numerusform>%n tensor</numerusform>
            <numerusform>%n tensors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelActions</name>
    <message numerus="yes">
        <source>Delete %n model(s)?</source>
        <translation>
            <numerusform>Delete %n model?</numerusform>
            <numerusform>Delete %n models?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) deleted</source>
        <translation>
            <numerusform>%n model deleted</numerusform>
            <numerusform>%n models deleted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message numerus="yes">
        <source>and %n further kind(s) of blocks</source>
        <translation>
            <numerusform>and %n further kind of blocks</numerusform>
            <numerusform>and %n further kinds of blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s)</source>
        <translation>
            <numerusform>%n block</numerusform>
            <numerusform>%n blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s) that draft further tokens</source>
        <translation>
            <numerusform>%n block that drafts further tokens</numerusform>
            <numerusform>%n blocks that draft further tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s) of the encoder</source>
        <translation>
            <numerusform>%n block of the encoder</numerusform>
            <numerusform>%n blocks of the encoder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s) of the decoder</source>
        <translation>
            <numerusform>%n block of the decoder</numerusform>
            <numerusform>%n blocks of the decoder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n expert(s)</source>
        <translation>
            <numerusform>%n expert</numerusform>
            <numerusform>%n experts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n shared one(s)</source>
        <translation>
            <numerusform>and %n shared one</numerusform>
            <numerusform>and %n shared ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n head(s)</source>
        <translation>
            <numerusform>%n head</numerusform>
            <numerusform>%n heads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NewerVersionCheck</name>
    <message numerus="yes">
        <source>Asking the registries about %n model(s)…</source>
        <translation>
            <numerusform>Asking the registry about %n model…</numerusform>
            <numerusform>Asking the registries about %n models…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) are the newest there are.</source>
        <translation>
            <numerusform>%n model is the newest there is.</numerusform>
            <numerusform>%n models are the newest there are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) are in no registry that could be asked.</source>
        <translation>
            <numerusform>%n model is in no registry that could be asked.</numerusform>
            <numerusform>%n models are in no registry that could be asked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>%n more notice(s)</source>
        <translation>
            <numerusform>%n more notice</numerusform>
            <numerusform>%n more notices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PairsCard</name>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n pair</numerusform>
            <numerusform>%n pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be used: both texts must be there, and differ</source>
        <translation>
            <numerusform>%n cannot be used: both texts must be there, and differ</numerusform>
            <numerusform>%n cannot be used: both texts must be there, and differ</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Parameters</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message numerus="yes">
        <source>%n message(s) deleted.</source>
        <translation>
            <numerusform>%n message deleted.</numerusform>
            <numerusform>%n messages deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PullStrip</name>
    <message numerus="yes">
        <source>%n more in the queue</source>
        <translation>
            <numerusform>%n more in the queue</numerusform>
            <numerusform>%n more in the queue</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Pulls</name>
    <message numerus="yes">
        <source>%n download(s) not finished and paused.</source>
        <translation>
            <numerusform>%n download is unfinished and paused.</numerusform>
            <numerusform>%n downloads are unfinished and paused.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pulling</source>
        <translation>
            <numerusform>%n pulling</numerusform>
            <numerusform>%n pulling</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n paused</numerusform>
            <numerusform>%n paused</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuantizeForm</name>
    <message numerus="yes">
        <source>%n prompt(s) of “{name}”</source>
        <translation>
            <numerusform>%n prompt of “{name}”</numerusform>
            <numerusform>%n prompts of “{name}”</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RegressionsDialog</name>
    <message numerus="yes">
        <source>%n answer(s) are worse than in the earlier run.</source>
        <translation>
            <numerusform>%n answer is worse than in the earlier run.</numerusform>
            <numerusform>%n answers are worse than in the earlier run.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RelativesView</name>
    <message numerus="yes">
        <source>%n more model(s) of this architecture and size were not asked about.</source>
        <translation>
            <numerusform>%n more model of this architecture and size was not asked about.</numerusform>
            <numerusform>%n more models of this architecture and size were not asked about.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunDialog</name>
    <message numerus="yes">
        <source>%n column(s) at most</source>
        <translation>
            <numerusform>%n column at most</numerusform>
            <numerusform>%n columns at most</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) to be written</source>
        <translation>
            <numerusform>%n answer to be written</numerusform>
            <numerusform>%n answers to be written</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SeriesCard</name>
    <message numerus="yes">
        <source>%n kind(s) made and measured.</source>
        <translation>
            <numerusform>%n kind made and measured.</numerusform>
            <numerusform>%n kinds made and measured.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SetsDialog</name>
    <message numerus="yes">
        <source>%n model(s) chosen</source>
        <translation>
            <numerusform>%n model chosen</numerusform>
            <numerusform>%n models chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Speed</name>
    <message numerus="yes">
        <source>{model}: {rate}, the median of the last of its %n run(s)</source>
        <translation>
            <numerusform>{model}: {rate}, its only run</numerusform>
            <numerusform>{model}: {rate}, the median of the last of its %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpeedFilters</name>
    <message numerus="yes">
        <source>Last %n day(s)</source>
        <translation>
            <numerusform>Last day</numerusform>
            <numerusform>Last %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpeedPage</name>
    <message numerus="yes">
        <source>%n run(s) written to {path}</source>
        <translation>
            <numerusform>%n run written to {path}</numerusform>
            <numerusform>%n runs written to {path}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) written to {path}</source>
        <translation>
            <numerusform>%n result written to {path}</numerusform>
            <numerusform>%n results written to {path}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of {computer} taken in</source>
        <translation>
            <numerusform>%n run of {computer} taken in</numerusform>
            <numerusform>%n runs of {computer} taken in</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were here already</source>
        <translation>
            <numerusform>%n was here already</numerusform>
            <numerusform>%n were here already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln run</numerusform>
            <numerusform>%Ln runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpeedTestDialog</name>
    <message numerus="yes">
        <source>%n model(s) chosen</source>
        <translation>
            <numerusform>%n model chosen</numerusform>
            <numerusform>%n models chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SteeringTab</name>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n pair</numerusform>
            <numerusform>%n pairs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TokenizerTab</name>
    <message numerus="yes">
        <source>%n token(s) of {model}; the first {shown} are shown</source>
        <translation>
            <numerusform>%n token of {model}; the first {shown} are shown</numerusform>
            <numerusform>%n tokens of {model}; the first {shown} are shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) of {model}, whose vocabulary has {size}</source>
        <translation>
            <numerusform>%n token of {model}, whose vocabulary has {size}</numerusform>
            <numerusform>%n tokens of {model}, whose vocabulary has {size}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message numerus="yes">
        <source>%n link(s)</source>
        <translation>
            <numerusform>%n link</numerusform>
            <numerusform>%n links</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UsageView</name>
    <message numerus="yes">
        <source>{read} tokens read and {written} written in %n run(s), {thinking} of them thinking.</source>
        <translation>
            <numerusform>{read} tokens read and {written} written in %n run, {thinking} of them thinking.</numerusform>
            <numerusform>{read} tokens read and {written} written in %n runs, {thinking} of them thinking.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workshop</name>
    <message numerus="yes">
        <source>first tokens of %n prompt(s)</source>
        <translation>
            <numerusform>first token of %n prompt</numerusform>
            <numerusform>first tokens of %n prompts</numerusform>
        </translation>
    </message>
</context>
</TS>
