<h1><?= $title ?></h1>
<?php
namespace App;

function plain($a)
{
    return $a;
}

class Controller extends Base
{
    public function show(int $id): string
    {
        $f = function () { return 1; };
        return $this->render($id);
    }

    abstract protected function declared();

    private static function helper() { return 1; }
}

// expect: plain 5-8
// expect: Controller::show 12-16
// expect: Controller::helper 20-20
