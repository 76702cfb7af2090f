export const usage = `Kinoloom makes video on this machine.

  kinoloom generate --prompt TEXT -o OUT [options]           a prompt becomes a clip
                    [--key FILE@S …]                         pictures pinned at seconds of it (FILE#12@S: frame 12 of a clip)
  kinoloom animate IMAGE [--last IMAGE] [--prompt TEXT]      the image is the first frame, the other the last
  kinoloom extend CLIP --direction forward|backward --seconds S [--prompt TEXT]
  kinoloom loop CLIP --seconds S                             new material leads from the clip's end back to its beginning
  kinoloom loop --prompt TEXT --seconds S                    a clip that is closed from the start
  kinoloom bridge A B --seconds S [--join]                   new material between two clips; --join: in place of their ends
  kinoloom fill CLIP --from S --to S [--prompt TEXT]         only that range is made again
  kinoloom restyle CLIP --prompt TEXT --strength 0..1        the clip's structure, another look; 0 keeps everything
  kinoloom smooth CLIP --fps N                               the pictures between are made
  kinoloom storyboard FILE -o PROJECT                        a list of shots becomes a cut: .json, .txt or .fountain
  kinoloom measure seam FILE --at FRAME                      how well a join holds, in any video
  kinoloom measure loop|drift FILE
  kinoloom export PROJECT -o OUT [--preset NAME]             the timeline becomes a file
                       [--range marked|IN-OUT]               only that part: as marked, or from IN up to and without OUT,
                                                             frames (24-48) or timecodes (00:00:01:00-00:00:02:00)
  kinoloom project new|info|check PROJECT
  kinoloom project versions PROJECT                          earlier states of it
  kinoloom project restore PROJECT VERSION                   one of them is the present one again; nothing is lost
  kinoloom project relink PROJECT FOLDER                     looks for missing media, by contents and by name
  kinoloom project bundle PROJECT [-o OUT] [--used]          all of it (or what the timeline uses) in one .kinoloomz
  kinoloom project unbundle FILE [-o PROJECT]
  kinoloom project torture [FOLDER] [--seconds N] [--seed N] [--kills N] [--faults none|io|nospace|full]
                                                             kills a program that edits, and looks for what was lost
  kinoloom packs list|verify                                 the models on this machine
  kinoloom packs install FOLDER|URL [--accept-licence]       a model of your own; a download goes on where it broke off
                       [--into FOLDER]                       models lie there from now on
  kinoloom packs remove ID
  kinoloom packs export-help                                 how an open-weight model becomes a pack
  kinoloom doctor                                            what the program found here

Options of everything that makes a clip:
  --negative TEXT     what should not be seen
  --seconds S         length of the new part, 0.125 to 60 (2); of a bridge from a single frame on
  --aspect A          16:9, 9:16, 1:1, 4:3 or 21:9
  --size WxH          size of the file in pixels
  --fps N             frames per second of the file, e.g. 24 or 30000/1001
  --fit crop|pad      how footage and images of another shape are laid into the frame (crop)
  --seed N            same seed, same clip
  --takes N           N takes with other seeds, 1 to 16; OUT becomes OUT-1, OUT-2, …
  --steps N           denoising steps, 1 to 100
  --guidance G        how closely the prompt is followed, 0 to 20
  --cache on|off|T    leave out what changes little from step to step, where a pack can; T from 0 (exact) to 1 (off)
  --pack ID           which model (animatic)
  --backend B         auto, cpu, cuda, dml, coreml or webgpu
  --no-match          leave colour, detail, sharpness and grain of what is made as the model made them
  --state FOLDER      keeps unfinished work there; after a crash the same command goes on from it
  --raw               the model's own frames, at their own size and rate, without loss

OUT ends in .mp4, .mov, .webm, .gif or .png (a numbered sequence).
Everywhere: --json prints one JSON object, --help this text, --version the version.
Ends with 0 done, 2 wrong usage, 3 bad input, 4 refused by policy, 5 engine or ffmpeg failure, 130 cancelled.
`;
